package grapevine.sim.meter;

import grapevine.sim.crowd.Population;
import grapevine.sim.net.VirtualHost;
import grapevine.sim.net.VirtualLink;
import grapevine.sim.net.VirtualNetwork;
import grapevine.sim.result.Results;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What live peers fall into by the links they hold to each other, looked at from outside (union-find, halving paths).
 */
final class Components {
    private final VirtualNetwork network;
    private final int[] parent;
    private final int[] size;
    private int peers;
    private int components;
    private int largest;

    private Components(VirtualNetwork network, int processes) {
        this.network = network;
        parent = new int[processes];
        size = new int[processes];
        Arrays.fill(parent, -1);
    }

    /** By the links that at least one end holds, to a process that is up and not cut off from it. */
    static Components of(VirtualNetwork network, Population population) {
        Components components = new Components(network, network.hosts().size());
        List<VirtualHost> live = population.live().toList();
        live.forEach(components::add);
        live.forEach(components::joinNeighbours);
        return components;
    }

    private void add(VirtualHost host) {
        parent[host.number()] = host.number();
        size[host.number()] = 1;
        peers++;
        components++;
        largest = Math.max(largest, 1);
    }

    private void joinNeighbours(VirtualHost host) {
        Population.node(host).look().neighbours((link, older) -> {
            VirtualHost other = ((VirtualLink) link).farHost();
            if (other != null
                    && parent[other.number()] >= 0 // a live peer, and no stranger that links to it
                    && !network.cuts().blocks(host.address(), other.address())) {
                join(host.number(), other.number());
            }
        });
    }

    private void join(int one, int other) {
        int a = root(one);
        int b = root(other);
        if (a == b) {
            return;
        }
        int large = size[a] >= size[b] ? a : b;
        int small = large == a ? b : a;
        parent[small] = large;
        size[large] += size[small];
        largest = Math.max(largest, size[large]);
        components--;
    }

    private int root(int node) {
        int at = node;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    Results.Wholeness wholeness(long at, String after) {
        return new Results.Wholeness(at, peers, largest, components, after);
    }

    /** The overlay of the live peers: the links that both ends hold. */
    static Results.Form form(VirtualNetwork network, Population population, long joined) {
        List<VirtualHost> live = population.live().toList();
        int[] place = new int[network.hosts().size()];
        Arrays.fill(place, -1);
        for (int i = 0; i < live.size(); i++) {
            place[live.get(i).number()] = i;
        }
        long[] held = heldLinks(live, place);
        int[] degrees = new int[live.size()];
        int[] edges = new int[held.length];
        int filled = 0;
        for (int i = 0; i + 1 < held.length; i++) {
            if (held[i] == held[i + 1]) {
                int low = (int) (held[i] >>> Integer.SIZE);
                int high = (int) held[i];
                edges[filled++] = low;
                edges[filled++] = high;
                degrees[low]++;
                degrees[high]++;
                i++;
            }
        }
        return new Results.Form(
                live.stream().map(VirtualHost::address).toList(), degrees, Arrays.copyOf(edges, filled), joined);
    }

    /** Each held link as its two places, the lower first, sorted: a link that both ends hold stands there twice. */
    private static long[] heldLinks(List<VirtualHost> live, int[] place) {
        List<long[]> ofEach = new ArrayList<>(live.size());
        int count = 0;
        for (VirtualHost host : live) {
            long[] held = new long[Population.node(host).look().degree()];
            int[] filled = {0};
            Population.node(host).look().neighbours((link, older) -> {
                VirtualHost other = ((VirtualLink) link).farHost();
                int there = other == null ? -1 : place[other.number()];
                if (there >= 0) {
                    long here = place[host.number()];
                    held[filled[0]++] = Math.min(here, there) << Integer.SIZE | Math.max(here, there);
                }
            });
            ofEach.add(Arrays.copyOf(held, filled[0]));
            count += filled[0];
        }
        long[] all = new long[count];
        int at = 0;
        for (long[] held : ofEach) {
            System.arraycopy(held, 0, all, at, held.length);
            at += held.length;
        }
        Arrays.sort(all);
        return all;
    }
}
