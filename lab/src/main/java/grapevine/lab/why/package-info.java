/**
 * Why a peer is held for dead. {@link grapevine.lab.why.Inquest} asks the nodes what they saw of it, each answers with
 * a {@link grapevine.lab.why.Testimony}, and {@link grapevine.lab.why.Verdict} says what comes of it all, in at most
 * ten lines.
 */
@NullMarked
package grapevine.lab.why;

import org.jspecify.annotations.NullMarked;
