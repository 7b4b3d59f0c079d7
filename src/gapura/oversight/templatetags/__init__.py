"""What oversight's pages are made of."""
