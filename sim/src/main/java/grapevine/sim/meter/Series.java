package grapevine.sim.meter;

import grapevine.sim.result.Results;

/** Values as they come, of which only count, mean and largest are wanted. */
final class Series {
    private long count;
    private long sum;
    private long most;

    void add(long value) {
        count++;
        sum += value;
        most = Math.max(most, value);
    }

    Results.Figures figures() {
        return new Results.Figures(count, count == 0 ? 0 : (double) sum / count, most);
    }
}
