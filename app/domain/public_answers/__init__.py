"""Questions rewritten for everybody: nobody is named, two agree, and a consent taken back takes them down."""
