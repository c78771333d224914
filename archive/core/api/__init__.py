"""What every subject's API shares: refusals, pages of results, kinds of fields, bodies, the schema.

Settings name the modules one by one; nothing is imported here, because the framework reads those
settings while it is itself being imported.
"""
