package grapevine.lab.report;

/**
 * A discrete power law: the probability of the integer k is proportional to {@code k^-exponent} for k from
 * {@code smallest} to {@code largest}.
 *
 * @param largest {@link PowerSums#ENDLESS} for the law without end, which is the one of the literature
 */
record PowerLaw(double exponent, int smallest, int largest) {

    /** The natural logarithm of the probability of {@code k}, which is within the law's range. */
    double logProbability(int k, PowerSums sums) {
        return -exponent * Math.log(k) - Math.log(sums.plain());
    }

    PowerSums sums() {
        return PowerSums.of(exponent, smallest, largest);
    }

    /** The probability of {@code k} or more, {@code k} being at least the smallest. */
    double atLeast(int k) {
        return k > largest ? 0 : PowerSums.of(exponent, k, largest).plain() / sums().plain();
    }

    /** The largest distance between the law and the sample's part from {@code smallest} on (Kolmogorov, Smirnov). */
    double distance(Degrees sample) {
        PowerSums sums = sums();
        double tail = sample.atLeast(smallest);
        double law = 0;
        double seen = 0;
        double distance = 0;
        for (int k = smallest; k <= sample.largest(); k++) {
            law += k > largest ? 0 : Math.exp(logProbability(k, sums));
            seen += sample.count(k) / tail;
            distance = Math.max(distance, Math.abs(law - seen));
        }
        return distance;
    }
}
