package dev.cairn.testkit.contract;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What comes of sound requests on their way: cut short, damaged, or noise from some place on. */
final class StrangeBytes {
    private static final int MOST_NOISE = 4096;
    private static final int MOST_DAMAGED = 5;
    private static final int REQUESTS = 5;

    private StrangeBytes() {}

    static byte[] of(ClientCodec codec, RandomGenerator random) {
        byte[] sound = sound(codec, random);
        byte[] strange =
                switch (random.nextInt(4)) {
                    case 0 -> noise(random.nextBoolean() ? codec.greeting() : sound, random);
                    case 1 -> sound;
                    default -> damaged(sound, random);
                };
        return random.nextBoolean()
                ? strange
                : Arrays.copyOf(strange, random.nextInt(strange.length));
    }

    private static byte[] sound(ClientCodec codec, RandomGenerator random) {
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        sound.writeBytes(codec.greeting());
        for (int id = 1; id < 2 * REQUESTS; id += 2) {
            sound.writeBytes(codec.put(id, "strange:" + id, "v".repeat(random.nextInt(100))));
            sound.writeBytes(codec.get(id + 1, "strange:" + id));
        }
        return sound.toByteArray();
    }

    private static byte[] noise(byte[] behind, RandomGenerator random) {
        byte[] noise = new byte[1 + random.nextInt(MOST_NOISE)];
        random.nextBytes(noise);
        byte[] all = Arrays.copyOf(behind, behind.length + noise.length);
        System.arraycopy(noise, 0, all, behind.length, noise.length);
        return all;
    }

    private static byte[] damaged(byte[] sound, RandomGenerator random) {
        byte[] damaged = sound.clone();
        for (int i = 1 + random.nextInt(MOST_DAMAGED); i > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }
}
