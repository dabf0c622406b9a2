"""Who sells models: what each provider serves, and how its prices stand against the cheapest."""
