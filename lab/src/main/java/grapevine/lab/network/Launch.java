package grapevine.lab.network;

import grapevine.wire.Address;
import java.nio.file.Path;
import java.util.List;

/**
 * How to start a daemon.
 *
 * @param name what it is called here: s1, p4
 * @param jvm what its JVM is told besides
 * @param jar seed.jar or peer.jar
 * @param address where it will listen
 * @param directory its working directory
 * @param log the log file it will write
 * @param arguments what follows the jar on its command line
 */
record Launch(
        String name, List<String> jvm, Path jar, Address address, Path directory, Path log, List<String> arguments) {}
