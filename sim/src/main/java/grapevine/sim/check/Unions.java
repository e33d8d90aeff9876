package grapevine.sim.check;

/** Which of n things are connected, while more and more of them are joined; union by halving of paths. */
final class Unions {
    private final int[] parents;

    Unions(int n) {
        parents = new int[n];
        for (int i = 0; i < n; i++) {
            parents[i] = i;
        }
    }

    void join(int one, int another) {
        int root = root(one);
        int other = root(another);
        if (root != other) {
            parents[Math.max(root, other)] = Math.min(root, other);
        }
    }

    boolean isOne(int one, int another) {
        return root(one) == root(another);
    }

    private int root(int of) {
        int at = of;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }
}
