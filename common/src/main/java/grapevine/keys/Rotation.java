package grapevine.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Has the nodes of a network go over from the former authority to the one that took its place. */
final class Rotation {
    private final NetworkKeys keys;

    Rotation(NetworkKeys keys) {
        this.keys = keys;
    }

    /**
     * Gives new keys to all who have none of the authority yet; see {@link NetworkKeys#rotate}.
     *
     * @param hasBegun whether somebody may have done so before
     */
    int renewAll(boolean hasBegun) throws IOException, KeysException {
        List<String> left = ofFormer();
        if (hasBegun && left.isEmpty()) {
            throw KeysException.of(
                    keys.directory().path(),
                    "is being rotated already: rotate --finish ends it, when each node has its new directory");
        }
        KeyFiles.replace(keys.directory().network(), Stores.pem(keys.authorities()));
        for (String name : left) {
            keys.renewNow(name);
        }
        return left.size();
    }

    /**
     * See {@link NetworkKeys#finishRotation}. The list keeps what the former authority signed, for nodes that trust it
     * still, as they have no new directory yet; what was signed by those before it is of no use to anybody.
     */
    void finish() throws IOException, KeysException {
        List<String> left = ofFormer();
        if (!left.isEmpty()) {
            throw KeysException.of(
                    keys.directory().node(left.get(0)), "has no keys of the new authority: rotate again");
        }
        List<X509Certificate> alone = List.of(keys.network());
        if (keys.revoked().number() > 0 && !keys.revoked().isSignedByOneOf(alone)) {
            Revocation revocation = new Revocation(keys);
            Set<BigInteger> serials = revocation.serials();
            serials.removeAll(ofNoAuthority());
            revocation.sign(keys.authority(), serials, null);
        } else if (keys.revoked().number() > 0) {
            new Revocation(keys).spread(keys.revoked(), null); // it may have been cut short there
        }
        byte[] trusted = Stores.pem(alone);
        for (NetworkKeys.Node each : keys.nodes()) {
            if (keys.authority().hasSigned(each.certificate())) {
                Path its = keys.directory().node(each.holder().name());
                KeyFiles.replace(its.resolve(NodeKeys.NETWORK), trusted);
            }
        }
        KeyFiles.replace(keys.directory().network(), trusted);
        if (Files.exists(keys.directory().former())) {
            keys.directory().remove(keys.directory().former());
        }
    }

    /** The nodes that have keys of the former authority, and are not out. */
    private List<String> ofFormer() throws KeysException {
        return keys.nodes().stream()
                .filter(each -> !keys.authority().hasSigned(each.certificate()) && !keys.isOut(each))
                .map(each -> each.holder().name())
                .toList();
    }

    private Set<BigInteger> ofNoAuthority() throws KeysException {
        List<X509Certificate> all = new ArrayList<>(keys.made().all());
        keys.nodes().forEach(each -> all.add(each.certificate()));
        all.removeIf(one -> keys.authorities().stream().anyMatch(each -> NodeKeys.isSignedBy(each, one)));
        return Set.copyOf(all.stream().map(X509Certificate::getSerialNumber).toList());
    }
}
