"""TAXII 2.1: a store of STIX objects in collections, a server that shows them, a client that polls and pushes."""
