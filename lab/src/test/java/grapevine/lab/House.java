package grapevine.lab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A package with wings, which are packages below it: which wing may use which. The package itself is the roof, which
 * may use all of them and is known to none. What lies outside is the matter of {@link RoomsTest}.
 */
final class House {
    /** An interface between two wings asks no more than this of whoever stands behind it. */
    private static final int MOST_METHODS = 6;

    /** A part is given no more than this of other wings, beside the ground. */
    private static final int MOST_PARTS = 5;

    private final String root;
    private final String ground;
    private final Map<String, Set<String>> wings = new LinkedHashMap<>();

    /**
     * One without wings yet.
     *
     * @param ground the wing that every part is given something of
     */
    House(String root, String ground) {
        this.root = root;
        this.ground = ground;
    }

    /** A wing and those it may use. */
    House wing(String name, String... uses) {
        wings.put(name, Set.of(uses));
        return this;
    }

    List<String> wings() {
        return List.copyOf(wings.keySet());
    }

    @Override
    public String toString() {
        return root;
    }

    String packageOf(String wing) {
        return root + "." + wing;
    }

    /** No wing uses one that it may not, nor the roof. */
    ArchRule arrows(String wing) {
        String[] allowed = wings.get(wing).stream().map(this::below).toArray(String[]::new);
        DescribedPredicate<JavaClass> elsewhere = resideInAPackage(root + "..")
                .and(DescribedPredicate.not(resideInAPackage(below(wing))))
                .and(DescribedPredicate.not(resideInAnyPackage(allowed)));
        return classes()
                .that()
                .resideInAPackage(below(wing))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(elsewhere))
                .allowEmptyShould(true);
    }

    ArchRule noCircle() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    ArchRule narrowInterfaces() {
        return classes().that().resideInAPackage(root + ".*..").should(new ArchCondition<>("ask for little") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                long asked = type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                        .count();
                if (type.isInterface() && asked > MOST_METHODS) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " has more than " + MOST_METHODS + " methods"));
                }
            }
        });
    }

    ArchRule fewParts() {
        return classes().that().resideInAPackage(root + ".*..").should(new ArchCondition<>("be given few parts") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaConstructor constructor : type.getConstructors()) {
                    Set<String> foreign = constructor.getRawParameterTypes().stream()
                            .filter(given -> isOfAnotherWing(given, type))
                            .map(JavaClass::getName)
                            .collect(Collectors.toSet());
                    if (foreign.size() > MOST_PARTS) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " is given " + foreign));
                    }
                }
            }
        });
    }

    private boolean isOfAnotherWing(JavaClass given, JavaClass to) {
        return given.getPackageName().startsWith(root + ".")
                && !given.getPackageName().equals(to.getPackageName())
                && !given.getPackageName().equals(packageOf(ground));
    }

    private String below(String wing) {
        return packageOf(wing) + "..";
    }
}
