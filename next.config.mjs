/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  // One static page each; what stands behind it in the address is read in the browser.
  rewrites: async () => [
    { source: "/w/:path*", destination: "/w" },
    { source: "/invite/:code", destination: "/invite" },
  ],
};

export default config;
