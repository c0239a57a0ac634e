using System.Diagnostics;
using Aops.Native.Files;

namespace Aops.Native.Tests;

public sealed class UntrustedFileTests : IDisposable
{
    private const int Other = 65534;

    private readonly string _root = Directory.CreateTempSubdirectory("aops-untrusted-").FullName;

    private string Report => Path.Combine(_root, "data/report.json");

    public void Dispose() => FileTree.Delete(_root);

    [Fact]
    public void FileOfTheFoldersOwner_IsRead()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a file of another user needs root");
        Shell($"mkdir data; echo hello > data/report.json; chown -R {Other}:{Other} data");

        Assert.Equal("hello\n"u8, UntrustedFile.TryRead(Report, 100)!);
    }

    [Theory]
    [InlineData("echo secret > secret; ln secret data/report.json")]
    [InlineData("echo secret > secret; ln -s ../secret data/report.json")]
    [InlineData("echo secret > data/report.json; chown 12345:12345 data/report.json")]
    [InlineData("mkfifo data/report.json; chown 65534 data/report.json")]
    [InlineData("mkdir data/report.json")]
    [InlineData("mknod data/report.json c 1 5")]
    public void WhatIsSomebodyElses_IsNotRead(string make)
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a file of another user needs root");
        Shell($"mkdir data; {make}; chown {Other}:{Other} data");

        Assert.Null(UntrustedFile.TryRead(Report, 100));
    }

    [Fact]
    public void NamedOwner_CountsInsteadOfTheFolders()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a file of another user needs root");
        Shell($"mkdir data; echo 7 > data/report.json; chown {Other} data/report.json");

        Assert.Null(UntrustedFile.TryRead(Report, 100));
        Assert.Null(UntrustedFile.TryRead(Report, 100, owner: 12345));
        Assert.Equal("7\n"u8, UntrustedFile.TryRead(Report, 100, owner: Other)!);
    }

    private void Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", script]) { WorkingDirectory = _root })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
