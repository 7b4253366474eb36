"""Reference fixtures made from their sources, so that anybody can make them again."""
