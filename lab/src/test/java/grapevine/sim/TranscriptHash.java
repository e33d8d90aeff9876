package grapevine.sim;

import grapevine.policy.Dissemination;
import grapevine.sim.scenario.MixedFaults;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A program that prints one line: how many lines the transcript of a seed number has, and their SHA-256. */
final class TranscriptHash {
    private TranscriptHash() {}

    public static void main(String[] args) throws NoSuchAlgorithmException {
        System.out.println(of(Long.parseLong(args[0])));
    }

    static String of(long seed) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long[] lines = {0};
        new Simulation(MixedFaults.scenario(seed, Dissemination.TREE, false))
                .transcribeTo(line -> {
                    lines[0]++;
                    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
                })
                .run(new Simulation.Onlooker() {});
        return lines[0] + " lines " + HexFormat.of().formatHex(digest.digest());
    }
}
