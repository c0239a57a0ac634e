using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Tests.Runbooks;

/// <summary>Signed commands: what is taken, and a sentence for everything else.</summary>
public sealed class CommandEnvelopeTests : IDisposable
{
    private readonly ECDsa _key = RepositoryBuilder.NewKey();
    private readonly ECDsa _second = RepositoryBuilder.NewKey();
    private readonly ECDsa _foreign = RepositoryBuilder.NewKey();

    public void Dispose()
    {
        foreach (var key in new[] { _key, _second, _foreign }) key.Dispose();
    }

    private static CommandVerdict Verify(RunEnvelope envelope, Commanders commanders, DateTimeOffset? now = null) =>
        CommandEnvelope.Verify(envelope, commanders, Signatures.Host, now ?? Signatures.Now);

    private static void AssertRefused(string sentence, RunEnvelope envelope, Commanders commanders, DateTimeOffset? now = null) =>
        Assert.Contains(sentence,
            Assert.IsType<CommandVerdict.Refused>(Verify(envelope, commanders, now)).Sentence, StringComparison.Ordinal);

    private RunEnvelope SignText(string payload) => Signatures.Sign(Encoding.UTF8.GetBytes(payload), RunEnvelope.CommandType, _key);

    // The example of protocol.md of DSSE.
    [Fact]
    public void Encoding_IsThatOfDsse() => Assert.Equal(
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
        Encoding.UTF8.GetString(CommandEnvelope.Encode("http://example.com/HelloWorld", "hello world"u8)));

    [Fact]
    public void Encoding_CountsBytes() => Assert.Equal(
        "DSSEv1 2 ä 3 €", Encoding.UTF8.GetString(CommandEnvelope.Encode("ä", "€"u8)));

    [Fact]
    public void Signed_IsVerified()
    {
        var command = Signatures.Command();

        var verified = Assert.IsType<CommandVerdict.Verified>(
            Verify(Signatures.Sign(command, _key), Signatures.CommandersOf(_key)));

        Assert.Equal(("n1", command.Expires), (verified.Command.Nonce, verified.Command.Expires));
        Assert.Equal(["/bin/true"], verified.Command.Command!.Args!);
    }

    [Fact]
    public void UrlSafeBase64_IsTakenToo()
    {
        var envelope = Signatures.Sign(Signatures.Command(), _key);
        envelope = envelope with
        {
            Signatures = [envelope.Signatures[0] with { Signature = envelope.Signatures[0].Signature.Replace('+', '-').Replace('/', '_') }],
        };

        Assert.IsType<CommandVerdict.Verified>(Verify(envelope, Signatures.CommandersOf(_key)));
    }

    [Fact]
    public void File_IsReadAsItWasWritten()
    {
        var envelope = Signatures.Sign(Signatures.Command(), _key);

        Assert.IsType<CommandVerdict.Verified>(
            Verify(CommandEnvelope.Parse(CommandEnvelope.ToJson(envelope)), Signatures.CommandersOf(_key)));
    }

    [Fact]
    public void EachByteOfThePayload_IsSigned()
    {
        var envelope = Signatures.Sign(Signatures.Command(), _key);
        var payload = Convert.FromBase64String(envelope.Payload);
        for (var i = 0; i < payload.Length; i++)
        {
            var changed = payload.ToArray();
            changed[i] ^= 1;
            AssertRefused("valid signatures", envelope with { Payload = Convert.ToBase64String(changed) }, Signatures.CommandersOf(_key));
        }
    }

    [Fact]
    public void EveryByteOfASignature_Counts()
    {
        var envelope = Signatures.Sign(Signatures.Command(), _key);
        var signature = Convert.FromBase64String(envelope.Signatures[0].Signature);
        for (var i = 0; i < signature.Length; i++)
        {
            var changed = signature.ToArray();
            changed[i] ^= 1;
            var forged = envelope with { Signatures = [envelope.Signatures[0] with { Signature = Convert.ToBase64String(changed) }] };
            Assert.IsType<CommandVerdict.Refused>(Verify(forged, Signatures.CommandersOf(_key)));
        }
    }

    [Fact]
    public void OtherPayloadType_IsRefused_SignedOrNot()
    {
        var payload = CommandEnvelope.ToPayload(Signatures.Command());
        AssertRefused("its payload is 'application/json'",
            Signatures.Sign(payload, "application/json", _key), Signatures.CommandersOf(_key));
        AssertRefused("valid signatures",
            Signatures.Sign(payload, "application/json", _key) with { PayloadType = RunEnvelope.CommandType },
            Signatures.CommandersOf(_key));
    }

    [Fact]
    public void UnknownKey_IsNamed() =>
        AssertRefused("none of its keys is in fleet/commanders.json", Signatures.Sign(Signatures.Command(), _foreign), Signatures.CommandersOf(_key));

    [Fact]
    public void ForeignSignatureUnderAKnownId_IsNone()
    {
        var envelope = Signatures.Sign(Signatures.Command(), _foreign);
        envelope = envelope with { Signatures = [envelope.Signatures[0] with { KeyId = RepositoryBuilder.KeyId(_key) }] };

        AssertRefused("0 valid signatures where 1 are needed", envelope, Signatures.CommandersOf(_key));
    }

    [Fact]
    public void Threshold_CountsDistinctKeys()
    {
        var both = Signatures.CommandersOf(_key, _second) with { Threshold = 2 };
        var one = Signatures.Sign(Signatures.Command(), _key);

        AssertRefused("1 valid signatures where 2 are needed", one, both);
        AssertRefused("1 valid signatures where 2 are needed", one with { Signatures = [.. one.Signatures, .. one.Signatures] }, both);
        AssertRefused("1 valid signatures where 2 are needed", Signatures.Sign(Signatures.Command(), _key, _foreign), both);
        Assert.IsType<CommandVerdict.Verified>(Verify(Signatures.Sign(Signatures.Command(), _key, _second), both));
    }

    [Fact]
    public void NoSignature_AndNoKey_AreNothing()
    {
        AssertRefused("0 valid signatures", Signatures.Sign(Signatures.Command()), Signatures.CommandersOf(_key));
        AssertRefused("0 valid signatures", Signatures.Sign(Signatures.Command(), _key), Signatures.CommandersOf());
    }

    [Fact]
    public void MoreSignaturesThanAny_AreRefused()
    {
        var envelope = Signatures.Sign(Signatures.Command(), _key);
        AssertRefused("more than 8 signatures",
            envelope with { Signatures = [.. Enumerable.Repeat(envelope.Signatures[0], 9)] }, Signatures.CommandersOf(_key));
    }

    [Fact]
    public void Time_IsJudgedByTheHostsClock_WhichIsNamed()
    {
        var envelope = Signatures.Sign(Signatures.Command(), _key);
        var commanders = Signatures.CommandersOf(_key);
        var expires = Signatures.Now.AddHours(1);

        Assert.IsType<CommandVerdict.Verified>(Verify(envelope, commanders, expires.AddSeconds(-1)));
        AssertRefused("it expired at 2030-06-01 13:00:00Z, and this host's clock says 2030-06-01 13:00:00Z", envelope, commanders, expires);
        Assert.IsType<CommandVerdict.Verified>(Verify(envelope, commanders, expires.AddDays(-7)));
        AssertRefused("more than 7 days after", envelope, commanders, expires.AddDays(-7).AddSeconds(-1));
        AssertRefused("more than 7 days after", envelope, commanders, DateTimeOffset.MinValue);
        AssertRefused("expired", envelope, commanders, DateTimeOffset.MaxValue);
    }

    [Theory]
    [InlineData("db-*")]
    [InlineData("WEB-1")]
    [InlineData("web-")]
    [InlineData("web-1.example.com")]
    [InlineData("cccccccccccccccccccccccccccccccc")]
    public void ForeignHost_IsRefused(string pattern) =>
        AssertRefused("signed for other hosts than web-1", Signatures.Sign(Signatures.Command(pattern), _key), Signatures.CommandersOf(_key));

    [Fact]
    public void NoHost_IsNoHost() =>
        AssertRefused("signed for other hosts", Signatures.Sign(Signatures.Command() with { Hosts = [] }, _key), Signatures.CommandersOf(_key));

    [Theory]
    [InlineData("web-1")]
    [InlineData("web-?")]
    [InlineData("*")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    public void Host_IsMeantByNameIdentityAndMachine(string pattern) => Assert.IsType<CommandVerdict.Verified>(
        Verify(Signatures.Sign(Signatures.Command(pattern), _key), Signatures.CommandersOf(_key)));

    // A server gives identities: it could make any host fit a pattern of names.
    [Theory]
    [InlineData("web-9", "web-*")]
    [InlineData("web-9", "web-9")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaa*a")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "????????????????????????????????")]
    public void IdentityOfAServer_FitsNoPatternOfNames(string identity, string pattern) =>
        Assert.False(new RunHost("db-1", identity, null).IsAmong([pattern]));

    [Fact]
    public void KeyOfOtherHosts_DoesNotCount()
    {
        var commanders = Signatures.CommandersOf(_key, _second);
        var id = RepositoryBuilder.KeyId(_key);
        commanders = commanders with
        {
            Keys = commanders.Keys.ToDictionary(k => k.Key, k => k.Key == id ? k.Value with { Hosts = ["db-*"] } : k.Value),
        };

        AssertRefused("0 of its signers may command web-1", Signatures.Sign(Signatures.Command("*"), _key), commanders);
        Assert.IsType<CommandVerdict.Verified>(Verify(Signatures.Sign(Signatures.Command("*"), _key, _second), commanders));
    }

    [Theory]
    [InlineData("deploy", true)]
    [InlineData("root", false)]
    [InlineData("0", false)]
    [InlineData(null, false)]
    public void KeyOfSomeUsers_RunsAsThese(string? user, bool isAllowed)
    {
        var commanders = Signatures.CommandersOf(_key);
        commanders = commanders with
        {
            Keys = commanders.Keys.ToDictionary(k => k.Key, k => k.Value with { Users = ["deploy"] }),
        };
        var envelope = Signatures.Sign(
            Signatures.Command() with { Command = new RunCommand { Args = ["/bin/true"], User = user } }, _key);

        if (isAllowed) Assert.IsType<CommandVerdict.Verified>(Verify(envelope, commanders));
        else AssertRefused($"it would run as {user ?? "root"}", envelope, commanders);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z"}""")]
    [InlineData("""{"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":null}""")]
    [InlineData("""{"nonce":"n/..","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"]}}""")]
    [InlineData("""{"nonce":"n","hosts":[null],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"]}}""")]
    [InlineData("""{"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"]},"after":"dawn"}""")]
    [InlineData("""{"nonce":"n","nonce":"m","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"]}}""")]
    [InlineData("""{"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"],"sandbox":true}}""")]
    [InlineData("""{"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"]},"parameters":{"A":"1"}}""")]
    [InlineData("""{"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"],"script":"b"}}""")]
    [InlineData("""{"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"]},"runbook":{"name":"a","version":"1"}}""")]
    [InlineData("""{"schema":2,"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"]}}""")]
    [InlineData("""{"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["\ud800"]}}""")]
    [InlineData("""{"nonce":"n","hosts":["*"],"expires":"2030-06-01T12:30:00Z","command":{"args":["a"]}} {}""")]
    public void PayloadThatIsNone_IsRefused_HoweverItIsSigned(string payload) =>
        AssertRefused("the signed command is refused: ", SignText(payload), Signatures.CommandersOf(_key));

    [Theory]
    [InlineData("=")]
    [InlineData("a")]
    [InlineData("äää=")]
    public void PayloadThatIsNotBase64_IsRefused(string payload) => AssertRefused(
        "not base64", Signatures.Sign(Signatures.Command(), _key) with { Payload = payload }, Signatures.CommandersOf(_key));

    [Fact]
    public void PayloadBeyondTheLimit_IsRefused() => AssertRefused("its payload has more than",
        Signatures.Sign(new byte[RunLimits.EnvelopeBytesMax + 3], RunEnvelope.CommandType, _key), Signatures.CommandersOf(_key));
}
