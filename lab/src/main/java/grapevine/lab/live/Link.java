package grapevine.lab.live;

/** Two nodes that are linked; the lower number first. */
record Link(int one, int other) {
    static Link of(int one, int other) {
        return new Link(Math.min(one, other), Math.max(one, other));
    }
}
