package dev.cairn.testkit.check;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.opentest4j.TestAbortedException;

/** The JUnit extension behind {@link Seeded}. */
final class SeededCases implements TestTemplateInvocationContextProvider {
    private static final String ONE_SEED = "cairn.seed";
    private static final String MANY_CASES = "cairn.cases";
    private static final String LONG_TESTS = "long";

    SeededCases() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        return seeds(context.getRequiredTestMethod()).mapToObj(SeededCase::new);
    }

    private static LongStream seeds(Method test) {
        String replay = System.getProperty(ONE_SEED, "");
        if (!replay.isEmpty()) {
            return LongStream.of(Long.parseUnsignedLong(replay.replace("0x", ""), 16));
        }
        String search = System.getProperty(MANY_CASES, "");
        if (!search.isEmpty()) {
            return new SecureRandom().longs(Integer.parseInt(search));
        }
        int cases = test.getAnnotation(Seeded.class).cases();
        return new SplittableRandom(test.getName().hashCode()).longs(cases);
    }

    private record SeededCase(long seed)
            implements TestTemplateInvocationContext,
                    ParameterResolver,
                    TestExecutionExceptionHandler {
        @Override
        public String getDisplayName(int invocation) {
            return "[" + invocation + "] seed " + text();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == RandomGenerator.class || type == long.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == long.class
                    ? seed
                    : new SplittableRandom(seed);
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure)
                throws Throwable {
            if (failure instanceof TestAbortedException) {
                throw failure;
            }
            throw new AssertionError(
                    failure.getMessage()
                            + System.lineSeparator()
                            + "Seed "
                            + text()
                            + "; replay it with: "
                            + replay(context),
                    failure);
        }

        private String replay(ExtensionContext context) {
            Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getFileName();
            return "mvn -pl "
                    + module
                    + " -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest="
                    + context.getRequiredTestClass().getSimpleName()
                    + "#"
                    + context.getRequiredTestMethod().getName()
                    + " -D"
                    + ONE_SEED
                    + "="
                    + text()
                    + (context.getTags().contains(LONG_TESTS) ? " -Pall" : "");
        }

        private String text() {
            return "0x" + Long.toHexString(seed);
        }
    }
}
