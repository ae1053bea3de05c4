"""nginx's configuration for folders: the same rule from address to file, with site.json's types and headers."""
