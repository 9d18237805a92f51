"""What a finished folder needs beside its pages: search data, styles, headers, and its place."""
