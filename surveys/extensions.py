"""The Flask extensions, made once and bound to an application by `create_app`."""

from flask_alembic import Alembic
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_security import Security
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

from models import Base
from surveys.store import database

db = SQLAlchemy(engine_options=database.ENGINE_OPTIONS, session_options=database.SESSION_OPTIONS)
alembic = Alembic(metadatas=Base.metadata)
babel = Babel()
compress = Compress()
csrf = CSRFProtect()
limiter = Limiter(key_func=lambda: "")
security = Security()
