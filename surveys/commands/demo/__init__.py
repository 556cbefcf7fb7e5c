"""An invented region, to look at and to practise on: names, organizations, people and what they answer."""
