"""What is wrong with a README: rules over what was read; a finding has its place and, where it can, its correction."""
