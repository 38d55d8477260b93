// `ng serve` hands the API's requests on to the demo's server.
export default { '/api': { target: process.env.API_URL } };
