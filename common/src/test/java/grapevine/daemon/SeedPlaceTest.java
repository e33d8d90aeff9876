package grapevine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import grapevine.runtime.Place;
import grapevine.wire.Address;
import grapevine.wire.Ip;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a seed listens and what it calls itself; 192.0.2.x is on no machine. */
class SeedPlaceTest {
    private static final Ip SIX = Ip.parse("::1");
    private static final Ip ANY = Ip.UNSPECIFIED;
    private static final Ip FAR = Ip.parse("192.0.2.1");
    private static final Address OUTSIDE = at(FAR, 5000);

    private final Map<String, List<Ip>> known = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Test
    void a_seed_that_is_told_its_port_alone_listens_where_the_list_names_it_on_this_machine() throws Exception {
        SeedFile file = file("[::1]:5000", "192.0.2.1:5001", "[::1]:5002", "127.0.0.1:5002");

        assertThat(place(file, 5000)).isEqualTo(new SeedPlace(SIX, 5000, at(SIX, 5000), true));
        assertThat(place(file, 5001)).as("elsewhere").isEqualTo(here(Ip.LOOPBACK, 5001, false));
        assertThat(place(file, 5002)).isEqualTo(here(Ip.LOOPBACK, 5002, true));
        assertThat(place(file, 5003)).as("nowhere").isEqualTo(here(Ip.LOOPBACK, 5003, false));
    }

    @Test
    void a_name_of_its_port_that_leads_here_is_where_it_listens_and_is_looked_up_once() throws Exception {
        known.put("one.test", List.of(FAR));
        known.put("two.test", List.of(FAR, SIX));
        SeedFile file = file("one.test:5000", "two.test:5000", "other.test:5001");

        assertThat(place(file, 5000)).isEqualTo(here(SIX, 5000, true));
        assertThat(asked).containsExactlyInAnyOrder("one.test", "two.test");
        assertThat(SeedPlace.of(file, 5000, ANY, null, this::resolve))
                .isEqualTo(new SeedPlace(ANY, 5000, at(SIX, 5000), true));
        assertThat(SeedPlace.of(file, 5000, ANY, OUTSIDE, this::resolve))
                .isEqualTo(new SeedPlace(ANY, 5000, at(FAR, 5000), true));
    }

    @Test
    void a_set_that_does_not_lead_here_yet_may_do_so_later() throws Exception {
        SeedFile file = file("set.test:5000*");
        known.put("set.test", List.of(FAR));

        assertThat(refused(file, null, null))
                .hasMessage("no seed of the list with this port is on this machine, but set.test:5000* does not lead"
                        + " here yet; start again when it does, or say --bind");
        assertThat(refused(file, ANY, null)).hasMessageEndingWith("or say --advertise");
        assertThat(SeedPlace.of(file, 5000, SIX, null, this::resolve))
                .isEqualTo(new SeedPlace(SIX, 5000, at(SIX, 5000), true));
        known.put("set.test", List.of(FAR, SIX));
        assertThat(place(file, 5000)).isEqualTo(here(SIX, 5000, true));
    }

    @Test
    void it_does_not_start_as_long_as_the_name_that_may_be_its_own_leads_nowhere() {
        SeedFile file = file("one.test:5000", "192.0.2.1:5000", "two.test:5000");
        known.put("two.test", List.of(FAR));

        String line =
                "no seed of the list with this port is on this machine, but one.test:5000 does not lead here yet; start"
                        + " again when it does, or say --";
        assertThat(refused(file, null, null)).hasMessage(line + "bind");
        assertThat(refused(file, null, OUTSIDE)).hasMessage(line + "bind");
        assertThat(refused(file, ANY, null)).hasMessage(line + "advertise");
        assertThat(refused(file, null, null).status()).isEqualTo(1);
    }

    @Test
    void what_it_is_told_needs_no_name() throws Exception {
        SeedFile file = file("one.test:5000");

        assertThat(SeedPlace.of(file, 5000, SIX, null, this::resolve)).isEqualTo(here(SIX, 5000, true));
        assertThat(SeedPlace.of(file, 5000, ANY, OUTSIDE, this::resolve))
                .isEqualTo(new SeedPlace(ANY, 5000, at(FAR, 5000), true));
    }

    @Test
    void a_port_that_is_mapped_to_its_own_is_the_one_that_the_list_has() throws Exception {
        known.put("one.test", List.of(FAR));

        assertThat(SeedPlace.of(file("192.0.2.1:7000"), 5000, ANY, at(FAR, 7000), this::resolve))
                .isEqualTo(new SeedPlace(ANY, 5000, at(FAR, 7000), true));
        assertThat(SeedPlace.of(file("one.test:7000"), 5000, ANY, at(FAR, 7000), this::resolve))
                .isEqualTo(new SeedPlace(ANY, 5000, at(FAR, 7000), true));
    }

    @Test
    void whatever_leads_to_it_later_is_no_other_seed() {
        SeedPlace place = new SeedPlace(ANY, 5000, at(FAR, 5000), true);

        assertThat(place.seeds(List.of(at(SIX, 5000), at(Ip.LOOPBACK, 5001), at(FAR, 5000))))
                .containsExactly(at(FAR, 5000), at(Ip.LOOPBACK, 5001));
    }

    @Test
    void what_leads_to_the_port_that_is_mapped_to_its_own_is_no_other_seed() {
        SeedPlace place = new SeedPlace(ANY, 5000, at(FAR, 7000), true);

        assertThat(place.seeds(List.of(at(Ip.LOOPBACK, 5000), at(FAR, 7000), at(Ip.LOOPBACK, 7000))))
                .containsExactly(at(FAR, 7000), at(Ip.LOOPBACK, 7000));
    }

    private SeedPlace place(SeedFile file, int port) throws StartException {
        return SeedPlace.of(file, port, null, null, this::resolve);
    }

    private StartException refused(SeedFile file, @Nullable Ip bind, @Nullable Address advertised) {
        return catchThrowableOfType(
                StartException.class, () -> SeedPlace.of(file, 5000, bind, advertised, this::resolve));
    }

    private List<Ip> resolve(String name) throws UnknownHostException {
        synchronized (asked) {
            asked.add(name);
        }
        List<Ip> all = known.get(name);
        if (all == null) {
            throw new UnknownHostException(name);
        }
        return all;
    }

    private static SeedFile file(String... lines) {
        return new SeedFile(Stream.of(lines).map(Place::parseSeed).toList(), List.of());
    }

    private static SeedPlace here(Ip ip, int port, boolean isListed) {
        return new SeedPlace(ip, port, at(ip, port), isListed);
    }

    private static Address at(Ip ip, int port) {
        return new Address(ip, port);
    }
}
