package grapevine.lab.simulate;

import grapevine.node.Quoted;
import java.math.BigDecimal;

/** A probability as a person types it: {@code 5%} or {@code 0.05}. */
final class Share {
    private Share() {}

    static double parse(String text, int mostPercent) {
        if (!text.matches("[0-9]{1,4}(\\.[0-9]{1,9})?%?")) {
            throw new IllegalArgumentException(Quoted.of(text) + " is not a share such as 5% or 0.05");
        }
        boolean isPercent = text.endsWith("%");
        BigDecimal value = new BigDecimal(isPercent ? text.substring(0, text.length() - 1) : text);
        BigDecimal share = isPercent ? value.movePointLeft(2) : value;
        if (share.movePointRight(2).compareTo(BigDecimal.valueOf(mostPercent)) > 0) {
            throw new IllegalArgumentException(Quoted.of(text) + " is above " + mostPercent + " %");
        }
        return share.doubleValue();
    }

    static String text(double share) {
        BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2);
        return (percent.signum() == 0 ? "0" : percent.stripTrailingZeros().toPlainString()) + "%";
    }
}
