package grapevine.lab.report;

/** What comes of fitting a power law to a sample of degrees. */
public sealed interface Fit permits PowerLawFit, Fit.NoFit {
    /**
     * There is nothing to fit.
     *
     * @param reason why, half a sentence for a person
     */
    record NoFit(String reason) implements Fit {}

    /**
     * Fits the degrees of all peers.
     *
     * @param cap the largest degree a peer may have
     * @throws IllegalArgumentException if a degree is above the cap
     */
    static Fit of(Degrees degrees, int cap) {
        return PowerLawFit.of(degrees, cap);
    }
}
