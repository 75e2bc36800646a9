package dev.cairn.replication.mint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.OperationId;
import dev.cairn.testkit.check.Seeded;
import java.util.Base64;
import java.util.random.RandomGenerator;

class IdWriterTest {
    private final IdWriter writer = new IdWriter();

    @Seeded(cases = 200)
    void itIsBase64OfItsPartsAndTheBucketWhereThereIsRoom(RandomGenerator random) {
        byte[] key = new byte[1 + random.nextInt(100)];
        random.nextBytes(key);
        String bucket = "b".repeat(1 + random.nextInt(60));
        byte[] own = writer.begin(IdWriter.OF_VERSION, random.nextLong(), 300).toByteArray();
        writer.end(bucket, key, 0, key.length);
        String[] parts = writer.id().text().split("\\.", 2);
        byte[] blob = Base64.getUrlDecoder().decode(parts[0]);
        boolean withKey = (blob[0] & IdWriter.WITH_KEY) != 0;
        byte[] expected = new byte[own.length + (withKey ? key.length : 0)];
        System.arraycopy(own, 0, expected, 0, own.length);
        System.arraycopy(key, 0, expected, own.length, expected.length - own.length);
        expected[0] = (byte) (IdWriter.OF_VERSION | (withKey ? IdWriter.WITH_KEY : 0));
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(expected);
        assertThat(parts[0]).isEqualTo(text);
        int most = OperationId.MAX_LENGTH - 1 - bucket.length();
        assertThat(withKey).isEqualTo(IdWriter.textLength(own.length + key.length) <= most);
        assertThat(parts.length > 1 ? parts[1] : "").isEqualTo(text.length() <= most ? bucket : "");
    }
}
