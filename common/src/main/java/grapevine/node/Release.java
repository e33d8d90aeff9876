package grapevine.node;

/** Which release of Grapevine runs: on the module path its module says so, on the class path its jar. */
public final class Release {
    private static final String NOT_PACKAGED = "development";

    private Release() {}

    /** The version of what this class was packaged in; "development" if it was not. */
    public static String of(Class<?> member) {
        String version = member.getPackage().getImplementationVersion();
        if (version == null && member.getModule().isNamed()) {
            return member.getModule().getDescriptor().rawVersion().orElse(NOT_PACKAGED);
        }
        return version == null ? NOT_PACKAGED : version;
    }
}
