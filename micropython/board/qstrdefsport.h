// What main.c puts into sys.path, a name that the scan of the sources cannot see.
// *FORMAT-OFF*
Q(/lib)
