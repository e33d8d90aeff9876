/**
 * {@code ./grapevine archive}: the classes of the two daemons and of the laboratory as the JVM keeps them in memory, in
 * files that a start maps instead of reading each class from the jar. {@link grapevine.lab.archive.Archive} is the
 * command, {@code Recording} the network whose nodes leave such files, {@code LaboratoryRecording} the one whose
 * commands and host do.
 *
 * <p>Uses {@code network} for the nodes and {@code console} for the command.
 */
@NullMarked
package grapevine.lab.archive;

import org.jspecify.annotations.NullMarked;
