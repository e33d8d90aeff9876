/**
 * Programs that use the library and nothing else. Each starts from the command line; {@code docs/library.md} says how.
 */
@NullMarked
package grapevine.examples;

import org.jspecify.annotations.NullMarked;
