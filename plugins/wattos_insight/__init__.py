"""Customer intelligence: from an organisation's material to target groups, personas and agents."""
