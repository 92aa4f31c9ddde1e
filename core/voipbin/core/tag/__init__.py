"""Tags: labels of agents, and the skills queues ask for."""
