package grapevine.lab.report;

/**
 * The sums of {@code (ln k)^j k^-s}, for j = 0, 1, 2, over the integers from {@code first} to {@code last}: what a
 * discrete power law and the derivatives of its likelihood are made of. With j = 0 and no last term it is the Hurwitz
 * zeta function.
 *
 * <p>Terms are added one by one; of an endless sum the rest after a thousand of them is the Euler-Maclaurin formula to
 * its second correction (NIST Digital Library of Mathematical Functions, 25.11.5). Its relative error is about
 * {@code s^4/720e12}, so at most 1e-10 for the exponents asked for here.
 *
 * @param plain j = 0
 * @param first j = 1
 * @param second j = 2
 */
record PowerSums(double plain, double first, double second) {
    /** As {@code last}: the sum never ends. */
    static final int ENDLESS = Integer.MAX_VALUE;

    private static final int TERMS = 1000;

    /**
     * The sums for one exponent.
     *
     * @param s the exponent; above 1 if the sum never ends
     * @param from the first integer, from 1 on
     * @param last the last integer, or {@link #ENDLESS}
     */
    static PowerSums of(double s, int from, int last) {
        boolean isEndless = last == ENDLESS;
        if (from < 1 || from > last || (isEndless && !(s > 1))) {
            throw new IllegalArgumentException("no sum of k^-" + s + " from " + from + " to " + last);
        }
        int end = isEndless ? from + TERMS : last + 1;
        double plain = 0;
        double first = 0;
        double second = 0;
        for (int k = end - 1; k >= from; k--) { // the small terms first, which keeps their digits
            double log = Math.log(k);
            double term = Math.exp(-s * log);
            plain += term;
            first += log * term;
            second += log * log * term;
        }
        return isEndless ? new PowerSums(plain, first, second).plus(rest(s, end)) : new PowerSums(plain, first, second);
    }

    /** Integral, half of the first term, and a twelfth of its negative slope. */
    private static PowerSums rest(double s, double from) {
        double log = Math.log(from);
        double term = Math.exp(-s * log);
        double area = from * term / (s - 1);
        double step = 1 / (s - 1);
        double slope = term / from / 12;
        return new PowerSums(
                area + term / 2 + slope * s,
                area * (log + step) + log * term / 2 + slope * (s * log - 1),
                area * (log * log + 2 * step * (log + step))
                        + log * log * term / 2
                        + slope * (s * log * log - 2 * log));
    }

    private PowerSums plus(PowerSums other) {
        return new PowerSums(plain + other.plain, first + other.first, second + other.second);
    }

    /** The mean of {@code ln k} under the law: the derivative of {@code -ln plain} by s. */
    double meanLog() {
        return first / plain;
    }

    /** The variance of {@code ln k} under the law: what one sample tells of the exponent (Fisher information). */
    double varianceOfLog() {
        return second / plain - meanLog() * meanLog();
    }
}
