package grapevine.seed.core;

/** The parts of one seed, for those that answer what comes in. */
record SeedParts(
        SeedState seed, Turn turn, Registrar registrar, Probes probes, SeedLinks links, Connections connections) {}
