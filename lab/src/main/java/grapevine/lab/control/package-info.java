/** The commands that start networks, talk to them and take them apart; each is a client of a network's door. */
@NullMarked
package grapevine.lab.control;

import org.jspecify.annotations.NullMarked;
