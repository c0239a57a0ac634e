using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Releases.Compression;
using Aops.Supervision;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;

namespace Aops.Spm;

/// <summary>
/// <c>--self-test</c>: checks a new binary before an upgrade switches to it. It loads what otherwise fails
/// only at first use (TLS library, codec, helper library), reads this host's files with this version's
/// code, and changes nothing.
/// </summary>
internal static class SelfTest
{
    public static int Run(AopsLayout layout)
    {
        try
        {
            SHA256.HashData("self-test"u8);
            if (SlotBuild.FindFault(Environment.ProcessPath!) is { } mixed) throw new InvalidDataException(mixed);
            CheckCodec();
            SupervisionSelfTest.Run();
            // If ca.pem cannot be read now, that is a fault of the host, not of this binary.
            using var http = new ServerHttp(
                () => new ServerConnection(new Uri("https://localhost"), ServerProxy.None, TryReadAuthority(layout)),
                static used => used.CreateHandler());
            _ = http.Client;
            if (File.Exists(layout.Conf))
            {
                foreach (var fault in SettingsFile.Read(layout.Conf).Faults)
                    Console.WriteLine($"note: {fault}; the version before would refuse it likewise");
            }
            var journal = new JournalStore(
                layout, TimeProvider.System, fault => Console.WriteLine($"note: {fault}")).Read();
            Console.WriteLine($"ok: {Product.Describe("aops-spm")}, journal {journal.Phase}");
            return ExitCodes.Ok;
        }
        // Any exception: a binary that fails here must not be switched to.
        catch (Exception e)
        {
            Console.Error.WriteLine($"aops-spm: the self-test failed: {e}");
            return ExitCodes.Software;
        }
    }

    private static string? TryReadAuthority(AopsLayout layout)
    {
        try
        {
            return AuthorityPin.Read(layout);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.WriteLine($"note: {e.Message}");
            return null;
        }
    }

    private static void CheckCodec()
    {
        // "aops" as one zstd frame.
        ReadOnlySpan<byte> packed =
            [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x21, 0x00, 0x00, (byte)'a', (byte)'o', (byte)'p', (byte)'s'];
        using var reader = new ZstdReadStream(new MemoryStream(packed.ToArray()), Limits.ZstdWindowLogMax);
        Span<byte> text = stackalloc byte[4];
        reader.ReadExactly(text);
        if (!text.SequenceEqual("aops"u8)) throw new InvalidDataException("the zstd codec does not unpack what it should");
    }
}
