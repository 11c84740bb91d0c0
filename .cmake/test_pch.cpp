// Exists so that there is something to hang the shared precompiled header on.
