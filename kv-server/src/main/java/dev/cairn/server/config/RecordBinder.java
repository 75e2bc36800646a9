package dev.cairn.server.config;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Setting;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fills configuration records from {@link Layers}: a component {@code memtableBytes} of the record
 * bound at {@code plugins.storage.lsm} is the key {@code plugins.storage.lsm.memtable-bytes}.
 * Collects problems and goes on, so that all are told at once. Not safe for several threads.
 */
final class RecordBinder {
    private final Layers layers;
    private final List<Effective> effective = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    RecordBinder(Layers layers) {
        this.layers = layers;
    }

    /** Every key asked for so far with its value and source, in order. */
    List<Effective> effective() {
        return List.copyOf(effective);
    }

    /** What was wrong so far. */
    List<Problem> problems() {
        return problems;
    }

    /**
     * The record with what was written in place of its defaults; the defaults when something in it
     * is wrong.
     */
    <C extends Record> C bind(String section, ConfigType<C> type) {
        RecordComponent[] components = type.type().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        Source source = new Source.Default();
        int before = problems.size();
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            Effective bound =
                    component(
                            Keys.child(section, Keys.kebab(components[i].getName())),
                            components[i],
                            type);
            values[i] = bound.value();
            source = bound.source() instanceof Source.Default ? source : bound.source();
        }
        if (problems.size() > before) {
            return type.defaults();
        }
        try {
            MethodHandle constructor =
                    type.lookup().unreflectConstructor(type.type().getDeclaredConstructor(types));
            return type.type().cast(constructor.invokeWithArguments(values));
        } catch (IllegalArgumentException outOfRange) {
            problems.add(new Problem(source, section, String.valueOf(outOfRange.getMessage())));
            return type.defaults();
        } catch (Throwable broken) {
            throw new IllegalStateException(
                    "the record " + type.type().getName() + " cannot be made", broken);
        }
    }

    private Effective component(String key, RecordComponent component, ConfigType<?> type) {
        Optional<Written> written = layers.lookup(key);
        String meaning =
                Optional.ofNullable(component.getAnnotation(Setting.class))
                        .map(Setting::value)
                        .orElse("");
        boolean size = component.getName().endsWith("Bytes");
        Object value = initial(component, type);
        Source source = new Source.Default();
        if (written.isPresent()) {
            source = written.get().source();
            try {
                value = read(written.get(), component.getType(), size);
            } catch (IllegalArgumentException wrong) {
                problems.add(
                        new Problem(
                                source,
                                key,
                                wrong.getMessage() + ", read " + written.get().shown()));
            }
        }
        Effective bound = new Effective(key, value, Values.show(value, size), source, meaning);
        effective.add(bound);
        return bound;
    }

    private static Object initial(RecordComponent component, ConfigType<?> type) {
        try {
            MethodHandles.Lookup lookup = type.lookup();
            return lookup.unreflect(component.getAccessor()).invoke(type.defaults());
        } catch (Throwable broken) {
            throw new IllegalStateException(
                    "the default of "
                            + type.type().getName()
                            + "."
                            + component.getName()
                            + " cannot be read",
                    broken);
        }
    }

    private static Object read(Written written, Class<?> type, boolean size) {
        if (type == List.class) {
            return switch (written.kind()) {
                case LIST -> written.items();
                case SCALAR -> Values.items(written.items().getFirst());
                case NOTHING -> List.of();
            };
        }
        if (written.kind() != Written.Kind.SCALAR) {
            throw new IllegalArgumentException("expected one value");
        }
        String text = written.items().getFirst();
        if (type == int.class) {
            long number =
                    size
                            ? Values.bytes(text)
                            : Values.wholeNumber(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            return (int)
                    Values.wholeNumber(Long.toString(number), Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class) {
            return size
                    ? Values.bytes(text)
                    : Values.wholeNumber(text, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == double.class) {
            return Values.decimal(text);
        }
        if (type == boolean.class) {
            return Values.truth(text);
        }
        if (type == Duration.class) {
            return Values.duration(text);
        }
        if (type.isEnum()) {
            return Values.choice(text, type);
        }
        if (type == String.class) {
            return text;
        }
        throw new IllegalStateException(
                "a configuration record cannot have a component of type " + type.getName());
    }
}
