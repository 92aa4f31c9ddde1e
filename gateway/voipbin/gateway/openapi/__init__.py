"""The OpenAPI document, made from the descriptors and comments of the contract."""
