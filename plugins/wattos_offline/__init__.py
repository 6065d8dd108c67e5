"""What WattOS can do without any key or network: local embeddings and extractive answers."""
