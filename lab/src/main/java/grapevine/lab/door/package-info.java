/** The one door to a network of the laboratory: HTTP with JSON on loopback, see docs/lab-api.md. */
@NullMarked
package grapevine.lab.door;

import org.jspecify.annotations.NullMarked;
