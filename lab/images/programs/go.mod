module parley.example/standin

go 1.22
