using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aops.Server.Audit;

namespace Aops.Server.Webhooks;

/// <summary>
/// What the messages to a webhook are signed by, as Standard Webhooks 1.0 says
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): HMAC-SHA256 over the id, the
/// time and the body with dots between, in Base64, behind the version of the form.
/// </summary>
internal sealed class WebhookSecret(byte[] key)
{
    private const string Prefix = "whsec_";
    private const string Version = "v1,";
    private const int KeyBytes = 32;

    /// <summary>The key, for the database.</summary>
    public byte[] Key => key;

    /// <summary>What is shown once, when it is made.</summary>
    public string Shown => Prefix + Convert.ToBase64String(key);

    public static WebhookSecret New() => new(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    /// <param name="id">Value of <c>webhook-id</c>.</param>
    /// <param name="seconds">Value of <c>webhook-timestamp</c>: seconds since 1970.</param>
    public string Sign(string id, long seconds, byte[] body)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.");
        byte[] signed = [.. Encoding.UTF8.GetBytes(head), .. body];
        return Version + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => SecretText.Shown;
}
