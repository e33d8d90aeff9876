package grapevine.lab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import grapevine.peer.core.link.Neighbour;
import grapevine.peer.core.link.Neighbours;
import grapevine.peer.core.link.Silence;
import grapevine.peer.core.link.fixture.LooksUp;
import grapevine.peer.core.overlay.fixture.LooksDown;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may use which. The rooms and what they are for are described in their {@code package-info}. */
class RoomsTest {

    private static final String WIRE = "grapevine.wire..";
    private static final String NODE = "grapevine.node..";
    private static final String KEYS = "grapevine.keys..";
    private static final String RUNTIME = "grapevine.runtime..";
    private static final String DAEMON = "grapevine.daemon..";
    private static final String CLOCK = "grapevine.clock..";
    private static final String SEED_CORE = "grapevine.seed.core..";
    private static final String PEER_CORE = "grapevine.peer.core..";
    private static final String SAMPLING = "grapevine.sampling..";
    private static final String POLICY = "grapevine.policy..";
    private static final String SIM = "grapevine.sim..";
    private static final String LAB = "grapevine.lab..";

    private static final String JAVA = "java..";
    private static final String BOUNCY_CASTLE = "org.bouncycastle..";
    private static final String JSPECIFY = "org.jspecify..";

    /** What the wings of a peer may use of each other. */
    private static final House PEER = new House("grapevine.peer.core", "ground")
            .wing("ground")
            .wing("link", "ground")
            .wing("sample", "link", "ground")
            .wing("join", "link", "ground")
            .wing("overlay", "sample", "join", "link", "ground")
            .wing("health", "overlay", "join", "link", "ground")
            .wing("proof", "link", "ground")
            .wing("gossip", "proof", "link", "ground")
            .wing("repair", "gossip", "link", "ground");

    private static final House SEED = new House("grapevine.seed.core", "ground")
            .wing("ground")
            .wing("registry", "ground")
            .wing("probe", "registry", "ground")
            .wing("talk", "probe", "registry", "ground");

    private static final House SIMULATOR = new House("grapevine.sim", "net")
            .wing("keys")
            .wing("net", "keys")
            .wing("scenario", "keys", "net")
            .wing("result", "scenario", "net")
            .wing("crowd", "scenario", "keys", "net")
            .wing("check", "result", "net")
            .wing("meter", "check", "crowd", "result", "scenario", "net");

    private static final House LABORATORY = new House("grapevine.lab", "console")
            .wing("console")
            .wing("network", "console")
            .wing("archive", "network", "console")
            .wing("demo", "network", "console")
            .wing("report")
            .wing("table", "report")
            .wing("simulate", "table", "report", "console");

    private static final List<House> HOUSES = List.of(PEER, SEED, SIMULATOR, LABORATORY);

    /** Every class of the product that the last module can see, which is every class there is. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("grapevine");

    @Test
    void wire_uses_java_alone() {
        only(WIRE, JAVA, JSPECIFY).check(CLASSES);
    }

    @Test
    void node_uses_wire() {
        only(NODE, WIRE, JAVA, JSPECIFY).check(CLASSES);
    }

    @Test
    void keys_use_node_and_wire_and_of_libraries_the_one_that_encodes_certificates() {
        only(KEYS, NODE, WIRE, JAVA, "javax.net.ssl..", "javax.security.auth.x500..", BOUNCY_CASTLE, JSPECIFY)
                .check(CLASSES);
    }

    /** A daemon, and a program that embeds the library, has keys and does not have what makes them. */
    @Test
    void only_who_signs_certificates_uses_what_encodes_them() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("grapevine.keys.Signer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BOUNCY_CASTLE)
                .check(CLASSES);
    }

    @Test
    void runtime_uses_node_and_wire_and_of_libraries_netty_and_the_log4j_api() {
        ArchRule libraries = noClasses()
                .that()
                .resideInAPackage(RUNTIME)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.logging.log4j.core..")
                .allowEmptyShould(true);

        only(RUNTIME, KEYS, NODE, WIRE, JAVA, JSPECIFY, "javax.net.ssl..", "io.netty..", "org.apache.logging.log4j..")
                .check(CLASSES);
        libraries.check(CLASSES);
    }

    @Test
    void what_the_daemons_share_knows_no_node_of_either_kind() {
        only(
                        DAEMON,
                        RUNTIME,
                        KEYS,
                        NODE,
                        WIRE,
                        JAVA,
                        "javax.crypto..",
                        JSPECIFY,
                        "org.apache.commons.cli..",
                        "org.apache.logging.log4j..")
                .check(CLASSES);
    }

    @Test
    void only_the_mains_use_what_the_daemons_share() {
        noClasses()
                .that()
                .resideOutsideOfPackage(DAEMON)
                .and()
                .haveNameNotMatching(
                        // and what is nested there
                        "grapevine\\.(seed\\.SeedMain|peer\\.PeerMain|lab\\.host\\.HostMain|lab\\.process\\.NodeMain).*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(DAEMON)
                .check(CLASSES);
    }

    @Test
    void the_core_of_a_seed_uses_wire_and_node() {
        only(SEED_CORE, WIRE, NODE, JAVA, JSPECIFY).check(CLASSES);
    }

    @Test
    void peer_sampling_uses_java_alone() {
        only(SAMPLING, JAVA, JSPECIFY).check(CLASSES);
    }

    @Test
    void clocks_are_values_that_use_java_alone() {
        only(CLOCK, JAVA, JSPECIFY).check(CLASSES);
    }

    @Test
    void policies_are_choices_that_use_java_alone() {
        only(POLICY, JAVA, JSPECIFY).check(CLASSES);
    }

    @Test
    void the_core_of_a_peer_uses_wire_node_sampling_clocks_and_policies() {
        only(PEER_CORE, WIRE, NODE, SAMPLING, CLOCK, POLICY, JAVA, JSPECIFY).check(CLASSES);
    }

    @Test
    void the_simulator_never_meets_the_real_world() {
        noClasses()
                .that()
                .resideInAPackage(SIM)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(RUNTIME, LAB, "grapevine.seed", "grapevine.peer", "io.netty..", "java.net..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void only_the_packages_of_the_mains_and_of_the_public_api_start_the_runtime() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        RUNTIME, DAEMON, "grapevine.seed", "grapevine.peer", "grapevine.peer.hosting", LAB)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(RUNTIME)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void a_node_is_told_the_time_and_does_not_ask_for_it() {
        noClasses()
                .that()
                .resideInAnyPackage(WIRE, NODE, CLOCK, SAMPLING, SEED_CORE, PEER_CORE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    static Stream<Arguments> wings() {
        return HOUSES.stream().flatMap(house -> house.wings().stream().map(wing -> Arguments.of(house, wing)));
    }

    @ParameterizedTest
    @MethodSource("wings")
    void a_wing_uses_those_below_it(House house, String wing) {
        house.arrows(wing).check(CLASSES);
        assertThat(CLASSES)
                .as("classes in the wing")
                .filteredOn(type -> type.getPackageName().equals(house.packageOf(wing)))
                .hasSizeGreaterThan(1);
    }

    static List<House> houses() {
        return HOUSES;
    }

    @ParameterizedTest
    @MethodSource("houses")
    void the_wings_of_a_house_are_tied_by_little_and_in_no_circle(House house) {
        house.noCircle().check(CLASSES);
        house.narrowInterfaces().check(CLASSES);
        house.fewParts().check(CLASSES);
    }

    /** A neighbour is one object for all wings, to save room: each writes its own part of it. */
    @Test
    void of_what_is_kept_of_a_neighbour_each_part_is_written_by_one_wing() {
        PEER.onlyChangedBy("overlay", Neighbours.class, "add", "remove", "ask", "attemptOver")
                .check(CLASSES);
        PEER.onlyChangedBy("join", Neighbours.class, "giveUpAttempts").check(CLASSES);
        PEER.onlyChangedBy("overlay", Neighbour.class, "moveTo").check(CLASSES);
        PEER.onlyChangedBy("health", Neighbour.class, "heard", "fallsSilent").check(CLASSES);
        PEER.onlyChangedBy("health", Silence.class, "opensRound", "asks", "missesRound")
                .check(CLASSES);
        String[] ofGossip = {"turn", "gossiped", "listen", "tell", "tellAnew", "congested", "drained"};
        PEER.onlyChangedBy("gossip", Neighbour.class, ofGossip).check(CLASSES);
    }

    @Test
    void what_breaks_a_rule_of_the_house_is_found() {
        JavaClasses broken = new ClassFileImporter()
                .importClasses(
                        LooksUp.class,
                        LooksDown.class,
                        LooksDown.TooWide.class,
                        LooksDown.Greedy.class,
                        Neighbours.class);

        assertThatThrownBy(() -> PEER.arrows("link").check(broken)).hasMessageContaining("LooksUp");
        assertThatThrownBy(() -> PEER.noCircle().check(broken)).hasMessageContaining("Cycle detected");
        assertThatThrownBy(() -> PEER.narrowInterfaces().check(broken)).hasMessageContaining("TooWide");
        assertThatThrownBy(() -> PEER.fewParts().check(broken)).hasMessageContaining("Greedy");
        assertThatThrownBy(() -> PEER.onlyChangedBy("join", Neighbours.class, "giveUpAttempts")
                        .check(broken))
                .hasMessageContaining("Greedy");
        PEER.arrows("overlay").check(broken);
    }

    /** Without it a scan that finds nothing would satisfy every rule above. A room joins with its first class. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "grapevine.wire",
                "grapevine.node",
                "grapevine.keys",
                "grapevine.runtime",
                "grapevine.daemon",
                "grapevine.seed.core",
                "grapevine.seed",
                "grapevine.clock",
                "grapevine.policy",
                "grapevine.peer.core",
                "grapevine.sim",
                "grapevine.sampling",
                "grapevine.peer",
                "grapevine.lab",
                "grapevine.lab.report"
            })
    void a_room_has_classes(String room) {
        assertThat(CLASSES)
                .filteredOn(type -> type.getPackageName().equals(room))
                .extracting(JavaClass::getSimpleName)
                .isNotEmpty()
                .anyMatch(name -> !name.equals("package-info"));
    }

    /** What is in {@code room} uses itself and {@code allowed}. Holds for an empty room. */
    private static ArchRule only(String room, String... allowed) {
        return classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideInAnyPackage(room)))
                .allowEmptyShould(true);
    }
}
