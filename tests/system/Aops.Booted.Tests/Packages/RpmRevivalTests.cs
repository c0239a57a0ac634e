namespace Aops.Booted.Tests.Packages;

public sealed class RpmRevivalTests(PackageSite site) : RevivalPackageTests(site, new RpmPackager());
