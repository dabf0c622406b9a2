"""Settings, addresses and the processes that make up the running site."""
