package grapevine.lab.report;

import java.util.OptionalDouble;
import org.apache.commons.numbers.rootfinder.BrentSolver;
import org.apache.commons.statistics.distribution.GeometricDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The power law that fits the tail of a sample best, by the method of A. Clauset, C. R. Shalizi and M. E. J. Newman,
 * "Power-law distributions in empirical data", SIAM Review 51 (2009): for each possible start of the tail the exponent
 * of largest likelihood, and of all starts the one whose law is nearest to the sample (Kolmogorov-Smirnov). An
 * exponential law (here the geometric, its discrete form) is fitted to the same tail, and Q. H. Vuong's test
 * (Econometrica 57, 1989) tells which of the two the sample prefers.
 *
 * <p>The law has no end, while a peer's degree has one, its cap. So the part of the law beyond the cap counts as
 * distance, in full. Beside it stands the law that ends at the cap, fitted to the same tail: how far its exponent is
 * from the other tells what the cap does to the fit.
 *
 * @param samples the size of the whole sample
 * @param tail how many of them are at least {@code tailFrom}
 * @param tailFrom where the tail begins (x_min)
 * @param exponent of largest likelihood
 * @param standardError of the exponent
 * @param distance largest distance of the two distribution functions over the tail
 * @param logLikelihoodRatio against the exponential law, positive in favour of the power law; the plain sum over the
 *     tail
 * @param vuong the same divided by its standard deviation (standard deviation of the terms times the root of their
 *     number): above +2 the power law is the better one beyond chance, below -2 the exponential
 * @param pValue the probability of a {@code vuong} as far from 0 if the two laws were equally good
 * @param cappedExponent of the law that ends at the cap
 * @param cappedDistance of that law
 */
public record PowerLawFit(
        long samples,
        long tail,
        int tailFrom,
        double exponent,
        double standardError,
        double distance,
        double logLikelihoodRatio,
        double vuong,
        double pValue,
        double cappedExponent,
        double cappedDistance)
        implements Fit {

    /** Fewer values than this are no tail: the estimate is unreliable below (the paper's section 3.2). */
    static final int FEWEST = 50;

    /** No network has a steeper law; where the likelihood still grows here, the tail has (almost) one value alone. */
    private static final double STEEPEST = 20;

    private static final double FLATTEST = 1.01;

    /** Fits, or says why there is nothing to fit; {@code cap} is the largest value that could have been. */
    static Fit of(Degrees sample, int cap) {
        if (sample.largest() > cap) {
            throw new IllegalArgumentException("degree " + sample.largest() + " is above the cap " + cap);
        }
        if (sample.atLeast(1) < FEWEST) {
            return new NoFit(sample.atLeast(1) + " peers with neighbours are too few for a fit, which takes " + FEWEST);
        }
        PowerLaw best = null;
        double nearest = Double.POSITIVE_INFINITY;
        for (int from : sample.values()) {
            if (from == 0 || sample.atLeast(from) < FEWEST) {
                continue;
            }
            OptionalDouble exponent = exponent(sample, from, PowerSums.ENDLESS);
            if (exponent.isPresent()) {
                PowerLaw law = new PowerLaw(exponent.getAsDouble(), from, PowerSums.ENDLESS);
                double distance = law.distance(sample);
                if (distance < nearest) {
                    nearest = distance;
                    best = law;
                }
            }
        }
        return best == null
                ? new NoFit("all degrees are (almost) equal: no exponent up to " + STEEPEST + " fits")
                : around(sample, best, nearest, cap);
    }

    private static PowerLawFit around(Degrees sample, PowerLaw law, double distance, int cap) {
        long tail = sample.atLeast(law.smallest());
        double error = 1 / Math.sqrt(tail * law.sums().varianceOfLog());
        double ratio = 0;
        double squares = 0;
        PowerSums sums = law.sums();
        GeometricDistribution exponential =
                GeometricDistribution.of(1 / (1 + meanFrom(sample, law.smallest()) - law.smallest()));
        for (int k = law.smallest(); k <= sample.largest(); k++) {
            double term = law.logProbability(k, sums) - exponential.logProbability(k - law.smallest());
            ratio += sample.count(k) * term;
            squares += sample.count(k) * term * term;
        }
        double variance = squares / tail - ratio / tail * (ratio / tail);
        double vuong = variance > 0 ? ratio / Math.sqrt(tail * variance) : 0;
        double pValue = 2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(vuong));
        double cappedExponent = exponent(sample, law.smallest(), cap).orElse(-STEEPEST); // (almost) all are at the cap
        PowerLaw capped = new PowerLaw(cappedExponent, law.smallest(), cap);
        return new PowerLawFit(
                sample.size(),
                tail,
                law.smallest(),
                law.exponent(),
                error,
                distance,
                ratio,
                vuong,
                pValue,
                cappedExponent,
                capped.distance(sample));
    }

    /** The likelihood is largest where the law's mean of ln k is the sample's; it falls as the exponent grows. */
    private static OptionalDouble exponent(Degrees sample, int from, int last) {
        double logs = 0;
        for (int k = from; k <= sample.largest(); k++) {
            logs += sample.count(k) * Math.log(k);
        }
        double seen = logs / sample.atLeast(from);
        double flattest = last == PowerSums.ENDLESS ? FLATTEST : -STEEPEST;
        if (PowerSums.of(STEEPEST, from, last).meanLog() >= seen
                || PowerSums.of(flattest, from, last).meanLog() <= seen) {
            return OptionalDouble.empty();
        }
        BrentSolver solver = new BrentSolver(1e-12, 1e-10, 1e-15);
        return OptionalDouble.of(
                solver.findRoot(s -> PowerSums.of(s, from, last).meanLog() - seen, flattest, STEEPEST));
    }

    private static double meanFrom(Degrees sample, int from) {
        double sum = 0;
        for (int k = from; k <= sample.largest(); k++) {
            sum += (double) k * sample.count(k);
        }
        return sum / sample.atLeast(from);
    }

    /** The share of the sample that the law expects to be {@code k} or more, {@code k} being within the tail. */
    public double share(int k) {
        return (double) tail / samples * new PowerLaw(exponent, tailFrom, PowerSums.ENDLESS).atLeast(k);
    }
}
