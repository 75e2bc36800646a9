package dev.cairn.testkit.check;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test once for each of many seeds. A parameter of type {@link
 * java.util.random.RandomGenerator} is given a generator made from the seed, one of type {@code
 * long} the seed itself.
 *
 * <pre>{@code
 * @Seeded(cases = 200)
 * void joinIsCommutative(RandomGenerator random) { … }
 * }</pre>
 *
 * <p>The seeds follow from the test's name, so every run does the same. A failure names its seed
 * and the command that replays it alone, {@code -Dcairn.seed=…}; {@code -Dcairn.cases=N} runs N
 * cases with new seeds instead, to search on.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeededCases.class)
public @interface Seeded {
    /** How many seeds. */
    int cases() default 100;
}
