using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Native.Crypto;
using Aops.Native.Processes;

namespace Aops.Native.Tests;

public sealed class SystemAuthoritiesTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void OfOneFile_AreAllThatIsRead_AndNobodyElseIsTold()
    {
        using var key = ECDsa.Create();
        using var authority = new CertificateRequest("CN=pinned", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_file, authority.ExportCertificatePem());
        var before = ProcessImage.CurrentEnvironment();

        SystemAuthorities.ReplaceBy(_file + ".missing");
        SystemAuthorities.ReplaceBy(_file);

        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        Assert.Equal([authority.Thumbprint], store.Certificates.Select(c => c.Thumbprint));
        Assert.Equal(before, ProcessImage.CurrentEnvironment());
    }
}
